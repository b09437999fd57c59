"""Starting a hall on this machine: hub, virtual devices, demo users; or driving a whole day through one."""
