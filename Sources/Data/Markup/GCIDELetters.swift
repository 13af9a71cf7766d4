import Foundation

/// The names in square brackets by which the dictionary writes letters outside ASCII: `[ae]`, `[e^]`, `['e]`, `[aum]`.
enum GCIDELetters {
  /// The UTF-8 of the letter named by the bytes between the brackets, or nil if they name none.
  static func letter(_ name: Slice<Bytes>) -> [UInt8]? {
    guard (1...6).contains(name.count) else { return nil }
    return table[key(name)]
  }

  private static func key(_ name: some Sequence<UInt8>) -> UInt64 {
    name.reduce(0) { $0 << 8 | UInt64($1) }
  }

  private static let named: [String: String] = [
    "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "=ae": "ǣ", "'ae": "ǽ", "aum": "ä", "oum": "ö", "uum": "ü",
    "imac": "ī", "=oo": "oo", "oo^": "oo", "eth": "ð", "thorn": "þ", "yogh": "ȝ", "th": "th", "ng": "ng",
    "asl": "a", "add": "ạ", "udd": "ụ", "dsdot": "ṣ", "zdot": "ż", "root": "√", "deg": "°", "sect": "§",
    "para": "¶", "pounds": "£", "times": "×", "div": "÷", "divby": "÷", "middot": "·", "prime": "′",
    "bprime": "″", "min": "′", "sec": "″", "flat": "♭", "sharp": "♯", "natural": "♮", "rarr": "→", "nbsp": " ",
    "dagger": "†", "ldqo": "“", "rdqo": "”", "break": "", "hand": "☞", "frac12": "½", "frac14": "¼",
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "zeta": "ζ", "eta": "η", "theta": "θ",
    "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "tau": "τ", "upsilon": "υ", "phi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ", "Delta": "Δ",
    "Lambda": "Λ", "Sigma": "Σ", "Omega": "Ω",
  ]

  /// Marks written before the letter, with the combining character they stand for ("" where Unicode has none).
  private static let marksBefore: [String: String] = [
    "=": "\u{304}", "'": "\u{301}", "`": "\u{300}", "\"": "\u{308}", "^": "\u{302}", "~": "\u{303}",
    ",": "\u{327}", ".": "\u{307}", "-": "", "*": "", "|": "", "_": "", "\\": "",
  ]

  private static let table: [UInt64: [UInt8]] = {
    var table: [UInt64: [UInt8]] = [:]
    for (name, letter) in named { table[key(name.utf8)] = Array(letter.utf8) }
    for letter in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ" {
      for (mark, combining) in marksBefore {
        table[key("\(mark)\(letter)".utf8)] = composed(letter, combining)
      }
      table[key("\(letter)^".utf8)] = composed(letter, "\u{306}")
    }
    return table
  }()

  private static func composed(_ letter: Character, _ mark: String) -> [UInt8] {
    Array("\(letter)\(mark)".precomposedStringWithCanonicalMapping.utf8)
  }
}
