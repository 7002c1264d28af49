"""The rules: values in, value out, or a refusal in a sentence. Standard library only."""
