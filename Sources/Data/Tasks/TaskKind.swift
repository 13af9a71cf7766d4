/// What a task asks for: it decides head, loss and metrics.
public enum TaskKind: String, Sendable, CaseIterable {
  /// A class of a sentence.
  case classification
  /// A class of two sentences.
  case pairs
  /// A number for two sentences.
  case similarity
  /// Which of several answers to a question are right.
  case ranking
  /// A tag for each word.
  case labelling
}

/// A figure by which a task is judged; all rise with quality.
public enum TaskMetric: String, Sendable, CaseIterable {
  case accuracy
  /// Of the second class, or of all classes in equal parts where there are more than two.
  case f1
  /// Matthews' correlation.
  case matthews
  case pearson
  case spearman
  /// Mean average precision.
  case map
  /// Mean reciprocal rank.
  case mrr
  /// F1 of whole spans, as conlleval counts them.
  case spanF1 = "span-f1"
}
