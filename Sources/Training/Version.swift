/// Version of the program, as sessions and checkpoints record it.
public let switchyardVersion = "0.1.0"
