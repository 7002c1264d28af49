"""What keeps an installation in order: made ready, looked over, and shown with made-up people."""
