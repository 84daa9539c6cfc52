"""What is measured, and the sample world it is measured and shown on."""
