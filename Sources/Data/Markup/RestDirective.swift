/// What becomes of a directive `.. name:: argument` of reStructuredText.
enum RestDirective {
  /// It goes with everything that is indented below it.
  case drop
  /// The lines below are program text and stay; the directive goes.
  case literal
  /// It becomes a label such as "Note:" before its argument and body.
  case label(String)
  /// It becomes a sentence about versions; words of the argument replace %1 and %2.
  case version(String)
  /// The argument describes an object, as `name(arguments)`, and stays as it is, with the body.
  case signature

  /// The rule for the directive `name`, as docutils and Sphinx define it; unknown ones are signatures.
  init(_ name: String) {
    switch name.lowercased() {
    case "toctree", "index", "image", "figure", "include", "literalinclude", "raw", "contents", "testsetup",
      "testcleanup", "tabularcolumns", "sectionauthor", "moduleauthor", "codeauthor", "highlight", "currentmodule",
      "program", "audit-event", "module", "py:module", "miscnews", "limited-api-list", "meta", "default-domain",
      "audit-event-table", "sectnum", "role", "only":
      self = .drop
    case "code-block", "code", "sourcecode", "doctest", "testcode", "testoutput", "productionlist", "parsed-literal":
      self = .literal
    case "note": self = .label("Note:")
    case "warning": self = .label("Warning:")
    case "seealso": self = .label("See also:")
    case "important": self = .label("Important:")
    case "caution": self = .label("Caution:")
    case "tip", "hint": self = .label("Hint:")
    case "availability": self = .label("Availability:")
    case "impl-detail": self = .label("CPython implementation detail:")
    case "versionadded": self = .version("New in version %1.")
    case "versionchanged": self = .version("Changed in version %1.")
    case "deprecated": self = .version("Deprecated since version %1.")
    case "deprecated-removed": self = .version("Deprecated since version %1, removed in version %2.")
    default: self = .signature
    }
  }
}
