import Foundation
import TerminalUI

/// What a screen measured of itself while it was shown: for `switchyard doctor --latency`.
struct DisplayReport: Codable {
  /// Keys whose pictures were timed.
  var keys: Int
  /// Seconds from a key to the picture that answers it: half of all keys took no longer.
  var median: Double
  /// Ninety-nine of a hundred took no longer.
  var percentile99: Double
  /// The longest.
  var longest: Double
  /// Pictures drawn.
  var pictures: Int
  /// Bytes that they took.
  var bytes: Int

  /// Nil when no key was pressed.
  init?(_ latencies: LatencyRing, pictures: Int, bytes: Int) {
    guard let median = latencies.quantile(0.5), let percentile99 = latencies.quantile(0.99),
      let longest = latencies.quantile(1)
    else { return nil }
    keys = latencies.count
    self.median = median
    self.percentile99 = percentile99
    self.longest = longest
    self.pictures = pictures
    self.bytes = bytes
  }
}
