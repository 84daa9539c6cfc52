"""How much either side takes at once."""

MAX_MESSAGE_BYTES = 8 * 1024 * 1024
PUSH_BYTES = 2 * 1024 * 1024  # segments of one request
FEED_BYTES = 2 * 1024 * 1024  # feed of one reply at most
MAX_HEADS = 64
MAX_NAME = 120
NONCE_BYTES = 16
SECRET_BYTES = 10
