"""How other processes are started, spoken to and watched."""
