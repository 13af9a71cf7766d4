internal import Experiment

/// The steps of a domain adaptation by the domain that they are on: their losses are of different things, and a line
/// through all of them would only go up and down.
struct DomainLosses {
  /// One domain.
  struct Domain {
    /// Its place in the header's tasks.
    var task: Int
    var name: String
    /// Places of its steps, rising.
    var places: [Int] = []
  }

  /// Those that have steps; none where steps are on both domains at once, or the run is about something else.
  private(set) var domains: [Domain] = []

  var isEmpty: Bool { domains.isEmpty }

  /// Domains that are told apart.
  private static let limit = 4

  init(_ shared: Shared) {
    guard shared.subject.contains(.adaptation), let header = shared.run.state.header else { return }
    let (tasks, count) = (shared.run.state.tasks.task, shared.run.state.steps.count)
    guard header.tasks.count > 1 else { return }
    domains = header.tasks.prefix(Self.limit).enumerated().map { Domain(task: $0, name: $1.name) }
    for place in 0..<min(tasks.count, count) {
      let task = Int(tasks[place])
      if domains.indices.contains(task) { domains[task].places.append(place) }
    }
    domains.removeAll { $0.places.isEmpty }
  }
}
