"""责任区, their supervisors, and the choice of who is responsible."""
