/// Reads the regular expressions of splitting patterns.
struct SplitPatternParser {
  private typealias Node = SplitPattern.Node

  private let pattern: [Unicode.Scalar]
  private var index = 0
  private var ignoresCase = false

  private init(_ pattern: String) {
    self.pattern = Array(pattern.unicodeScalars)
  }

  static func parse(_ pattern: String) throws -> SplitPattern.Node {
    var parser = SplitPatternParser(pattern)
    let node = try parser.alternatives()
    guard parser.index == parser.pattern.count else { throw parser.failure("a parenthesis too many") }
    return node
  }

  private func failure(_ what: String) -> TokenizerFileError {
    TokenizerFileError("its splitting pattern has \(what) at character \(index + 1), which cannot be used here")
  }

  private var next: Unicode.Scalar? { index < pattern.count ? pattern[index] : nil }

  private mutating func take(_ text: String) -> Bool {
    let wanted = Array(text.unicodeScalars)
    guard pattern[index...].starts(with: wanted) else { return false }
    index += wanted.count
    return true
  }

  private mutating func alternatives() throws -> Node {
    var nodes = [try sequence()]
    while take("|") { nodes.append(try sequence()) }
    return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
  }

  private mutating func sequence() throws -> Node {
    var nodes: [Node] = []
    while let scalar = next, scalar != "|", scalar != ")" { nodes.append(try repeated(atom())) }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func repeated(_ node: Node) throws -> Node {
    var (least, most) = (0, Int.max)
    if take("?") {
      most = 1
    } else if take("+") {
      least = 1
    } else if next == "{" {
      (least, most) = try bounds()
    } else if !take("*") {
      return node
    }
    if next == "?" { throw failure("a lazy repetition") }
    return .repetition(node, atLeast: least, atMost: most, isPossessive: take("+"))
  }

  /// {2}, {2,} or {2,5}.
  private mutating func bounds() throws -> (Int, Int) {
    index += 1
    let least = try number()
    var most = least
    if take(",") { most = next == "}" ? Int.max : try number() }
    guard take("}"), most >= least else { throw failure("wrong bounds") }
    return (least, most)
  }

  private mutating func number() throws -> Int {
    var digits = ""
    while let scalar = next, ("0"..."9").contains(scalar), digits.count < 6 {
      digits.unicodeScalars.append(scalar)
      index += 1
    }
    guard let value = Int(digits) else { throw failure("wrong bounds") }
    return value
  }

  private mutating func atom() throws -> Node {
    guard let scalar = next else { throw failure("an early end") }
    switch scalar {
    case "(": return try group()
    case "[": return .set(try set())
    case ".":
      index += 1
      return .set(CharacterSet([.range(0x0A...0x0A)], isNegated: true))
    case "^", "$", "*", "+", "?", "{": throw failure("'\(scalar)'")
    default: return .set(CharacterSet(try member()))
    }
  }

  private mutating func group() throws -> Node {
    index += 1
    let outer = ignoresCase
    defer { ignoresCase = outer }
    var lookAhead: Bool?
    if take("?i:") {
      ignoresCase = true
    } else if take("?=") {
      lookAhead = false
    } else if take("?!") {
      lookAhead = true
    } else if next == "?", !take("?:") {
      throw failure("a group of an unknown kind")
    }
    let node = try alternatives()
    guard take(")") else { throw failure("a parenthesis without its end") }
    return lookAhead.map { .lookAhead(node, isNegative: $0) } ?? node
  }

  private mutating func set() throws -> CharacterSet {
    index += 1
    let isNegated = take("^")
    var members: [CharacterSet.Member] = []
    while !take("]") {
      guard let scalar = next, scalar != "[", !(scalar == "&" && pattern[index...].starts(with: "&&".unicodeScalars))
      else { throw failure("a set of an unknown kind") }
      let first = try member()
      if next == "-", index + 1 < pattern.count, pattern[index + 1] != "]" {
        index += 1
        let last = try member()
        guard case .range(let low)? = first.first, case .range(let high)? = last.first,
          low.lowerBound <= high.lowerBound, !ignoresCase
        else { throw failure("a wrong range") }
        members.append(.range(low.lowerBound...high.lowerBound))
      } else {
        members += first
      }
    }
    return CharacterSet(members, isNegated: isNegated)
  }

  /// One character or one escape.
  private mutating func member() throws -> [CharacterSet.Member] {
    guard let scalar = next else { throw failure("an early end") }
    index += 1
    if scalar != "\\" { return literal(scalar) }
    guard let kind = next else { throw failure("an early end") }
    index += 1
    switch kind {
    case "s": return [.space]
    case "S": return [.not(.space)]
    case "d": return [.digit]
    case "D": return [.not(.digit)]
    case "n": return literal("\n")
    case "r": return literal("\r")
    case "t": return literal("\t")
    case "p", "P":
      let category = try category()
      return kind == "p" ? [category] : [.not(category)]
    case "0"..."9", "a"..."z", "A"..."Z":
      index -= 1
      throw failure("the escape '\\\(kind)'")
    default: return literal(kind)
    }
  }

  private mutating func category() throws -> CharacterSet.Member {
    guard take("{") else { throw failure("a category without its name") }
    var name = ""
    while let scalar = next, scalar != "}", name.count < 3 {
      name.unicodeScalars.append(scalar)
      index += 1
    }
    let known = [
      "L", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No", "P", "Pc", "Pd", "Ps", "Pe",
      "Pi", "Pf", "Po", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs", "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cn",
    ]
    guard take("}"), known.contains(name) else { throw failure("a category that is not a general one") }
    return .category(name)
  }

  private func literal(_ scalar: Unicode.Scalar) -> [CharacterSet.Member] {
    guard ignoresCase else { return [.range(scalar.value...scalar.value)] }
    let properties = scalar.properties
    var forms =
      [scalar]
      + [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
        mapping.unicodeScalars.count == 1 ? mapping.unicodeScalars.first : nil
      }
    // The two characters beyond ASCII that fold to ASCII letters: long s, Kelvin sign.
    if scalar == "s" || scalar == "S" { forms.append("\u{17F}") }
    if scalar == "k" || scalar == "K" { forms.append("\u{212A}") }
    return forms.map { .range($0.value...$0.value) }
  }
}
