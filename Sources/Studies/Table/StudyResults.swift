/// What there is to compare: the figures of all finished trials.
public struct StudyResults: Sendable, Equatable {
  /// Figures by member with trials of its own, then by seed.
  public var figures: [String: [Int: TrialFigures]]
  /// Trials that are not finished, and why, in the order of the study.
  public var missing: [Missing]
  /// Forecasts from parts of the runs; nil where the study does not ask for them.
  public var forecasts: StudyForecasts?

  /// A trial without figures.
  public struct Missing: Sendable, Equatable {
    /// Name of the trial.
    public var trial: String
    /// What is the matter with it.
    public var reason: String

    /// A trial and what is the matter with it.
    public init(trial: String, reason: String) {
      self.trial = trial
      self.reason = reason
    }
  }

  /// All fields, as they are described above.
  public init(
    figures: [String: [Int: TrialFigures]], missing: [Missing] = [], forecasts: StudyForecasts? = nil
  ) {
    self.figures = figures
    self.missing = missing
    self.forecasts = forecasts
  }

  /// Reads the sessions of a study.
  public init(of study: Study, in folder: StudyFolder) {
    self.init(figures: [:])
    for trial in study.trials {
      switch folder.record(trial) {
      case .finished(let found, _): figures[trial.member.name, default: [:]][trial.seed] = found
      case .missing: missing.append(Missing(trial: trial.name, reason: "not run yet"))
      case .interrupted(let step): missing.append(Missing(trial: trial.name, reason: "interrupted after step \(step)"))
      case .unusable(let reason), .different(let reason): missing.append(Missing(trial: trial.name, reason: reason))
      case .failed(let message): missing.append(Missing(trial: trial.name, reason: "failed: \(message)"))
      }
    }
    if study.figures.contains(.forecast) { forecasts = StudyForecasts(of: study, in: folder) }
  }
}
