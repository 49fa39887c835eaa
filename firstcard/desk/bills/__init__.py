"""Bills at the desk of a hospital or a pharmacy: present, see, settle, take back."""
