import Sessions

/// The layout of a sweep's file. Nothing in it is told by a session alone, but for the runs themselves: the driver may be
/// killed between any two statements and finds out from both what is left to do.
enum SweepFormat {
  static let kind = DatabaseKind(
    noun: "sweep",
    applicationID: 0x5357_5953,  // `SWYS`
    version: 1,
    tables: [
      DatabaseKind.Table(
        "sweep",
        """
        CREATE TABLE sweep (
          id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, recipe TEXT NOT NULL, -- TOML, whole
          seeds TEXT NOT NULL, -- separated by blanks
          method TEXT NOT NULL, early_stop TEXT NOT NULL,
          trials INTEGER, -- combinations to draw; NULL: all
          tolerance REAL, -- of the active parameters; NULL: any
          rungs TEXT NOT NULL, -- steps, separated by blanks
          reduction INTEGER NOT NULL, created REAL NOT NULL, -- times are seconds since 1970
          budget REAL, -- seconds; NULL: none
          spent REAL NOT NULL -- seconds in which the sweep was run
        )
        """),
      DatabaseKind.Table(
        "axis",
        """
        CREATE TABLE axis (
          position INTEGER PRIMARY KEY, text TEXT NOT NULL -- as in --vary
        )
        """),
      DatabaseKind.Table(
        "dropped",
        "CREATE TABLE dropped (position INTEGER PRIMARY KEY, settings TEXT NOT NULL, reason TEXT NOT NULL)"),
      DatabaseKind.Table(
        "trial",
        """
        CREATE TABLE trial (
          number INTEGER PRIMARY KEY, configuration INTEGER NOT NULL,
          settings TEXT NOT NULL, -- a line each, key = value
          seed INTEGER NOT NULL, total_parameters INTEGER NOT NULL, active_parameters INTEGER NOT NULL,
          flops REAL NOT NULL, state TEXT NOT NULL,
          wanted TEXT, -- state after the process that works on it has ended; NULL: as the run brings it
          reason TEXT NOT NULL, kept INTEGER NOT NULL,
          target INTEGER NOT NULL, -- step up to which it may run now
          step INTEGER NOT NULL -- last known
        )
        """),
      DatabaseKind.Table(
        "evaluation",
        """
        CREATE TABLE evaluation (
          trial INTEGER NOT NULL, step INTEGER NOT NULL, tokens INTEGER NOT NULL,
          loss REAL, bits_per_byte REAL, -- NULL is a NaN
          PRIMARY KEY (trial, step)
        )
        """),
      DatabaseKind.Table(
        "attempt",
        """
        CREATE TABLE attempt (
          number INTEGER PRIMARY KEY, trial INTEGER NOT NULL, from_step INTEGER NOT NULL, target INTEGER NOT NULL,
          identifier TEXT NOT NULL, -- of the process; empty: killed before it was known
          started REAL NOT NULL, ended REAL, outcome TEXT NOT NULL
        )
        """),
      DatabaseKind.Table(
        "decision",
        """
        CREATE TABLE decision (
          number INTEGER PRIMARY KEY, time REAL NOT NULL, author TEXT NOT NULL, action TEXT NOT NULL,
          trial INTEGER, value TEXT NOT NULL, reason TEXT NOT NULL,
          taken REAL -- when it was carried out; NULL: it waits
        )
        """),
    ])
}
