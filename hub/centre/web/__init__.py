"""What people see of a centre: pages, the open feed, the live wall."""
