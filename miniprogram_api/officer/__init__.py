"""The officers' doors: signing in with two factors, and the desk."""
