import ArgumentParser

/// A length of time as people write it: `90s`, `45m`, `2h`, `1h30m`, or bare seconds.
struct Duration: ExpressibleByArgument {
  let seconds: Double

  init?(argument: String) {
    var rest = argument[...]
    var total = 0.0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
      guard let number = Double(digits) else { return nil }
      rest.removeFirst(digits.count)
      let unit = rest.prefix { $0.isLetter }
      rest.removeFirst(unit.count)
      switch unit {
      case "", "s": total += number
      case "m", "min": total += 60 * number
      case "h": total += 3600 * number
      case "d": total += 86400 * number
      default: return nil
      }
    }
    guard total > 0, total < 1e9 else { return nil }
    seconds = total
  }
}
