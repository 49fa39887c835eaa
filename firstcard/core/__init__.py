"""What every part of the service needs: page frame, errors, logs, health. No business words."""
