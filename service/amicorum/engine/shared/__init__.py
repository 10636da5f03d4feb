"""One engine for several service processes: the process that started them grants slots and lends workers over a channel to each."""
