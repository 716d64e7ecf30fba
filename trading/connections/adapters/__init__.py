"""What each platform wants to be told before an account can be reached: a small file each, named in the wiring."""
