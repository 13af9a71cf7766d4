import Foundation

/// Student's t distribution with a whole number of degrees of freedom.
public enum StudentT {
  /// Probability that |T| is at most `t`.
  ///
  /// Abramowitz and Stegun 1964, 26.7.3 and 26.7.4: finite sums, exact for whole degrees of freedom.
  public static func probability(within t: Double, degrees: Int) -> Double {
    precondition(degrees > 0, "a t distribution has at least one degree of freedom")
    let angle = atan(abs(t) / Double(degrees).squareRoot())
    let (sine, cosine) = (sin(angle), cos(angle))
    var term = degrees.isMultiple(of: 2) ? sine : sine * cosine
    var sum = 0.0
    // Odd: cos + 2/3 cos³ + 2·4/(3·5) cos⁵ …; even: 1 + 1/2 cos² + 1·3/(2·4) cos⁴ …; each up to cos^(degrees − 2).
    var power = degrees.isMultiple(of: 2) ? 0 : 1
    while power <= degrees - 2 {
      sum += term
      term *= Double(power + 1) / Double(power + 2) * cosine * cosine
      power += 2
    }
    return degrees.isMultiple(of: 2) ? sum : 2 / Double.pi * (angle + sum)
  }

  /// The t that |T| exceeds with probability 1 − `confidence`: 4.303 for 0.95 and 2 degrees of freedom.
  public static func quantile(confidence: Double, degrees: Int) -> Double {
    precondition(confidence > 0 && confidence < 1, "a confidence lies between 0 and 1")
    var (low, high) = (0.0, 1.0)
    while probability(within: high, degrees: degrees) < confidence { high *= 2 }
    // Halving until the ends are neighbours: at most some sixty times.
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return high }
      if probability(within: middle, degrees: degrees) < confidence { low = middle } else { high = middle }
    }
  }
}
