"""Running the application: uvicorn's settings, and the switch to a new release."""
