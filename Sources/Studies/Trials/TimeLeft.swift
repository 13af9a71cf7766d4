/// Estimates how long the rest of a study takes from what its trials have taken.
struct TimeLeft {
  /// Seconds of a whole trial, by member: of the seeds that are done.
  private var seconds: [String: [Double]] = [:]

  mutating func add(member: String, seconds: Double) {
    if seconds.isFinite, seconds > 0 { self.seconds[member, default: []].append(seconds) }
  }

  /// - Parameters:
  ///   - rest: members of the trials to do, each with the share of it that is still to be done.
  ///   - jobs: trials that run at once.
  /// - Returns: seconds; nil while nothing is known.
  func estimate(rest: [(member: String, share: Double)], jobs: Int) -> Double? {
    let known = seconds.values.joined()
    if rest.isEmpty { return 0 }
    if known.isEmpty { return nil }
    let usual = known.reduce(0, +) / Double(known.count)
    let work = rest.reduce(0) { sum, trial in
      let own = seconds[trial.member].map { $0.reduce(0, +) / Double($0.count) }
      return sum + trial.share * (own ?? usual)
    }
    // The longest single trial is a bound too: the last ones cannot be shared out.
    return work / Double(max(1, min(jobs, rest.count)))
  }
}
