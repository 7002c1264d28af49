"""The world outside: database, storage, mail, passwords, files, PDF."""
