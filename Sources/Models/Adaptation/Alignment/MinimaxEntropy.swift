public import Tensor

/// MME: the classifier raises the entropy of target predictions, the features lower it.
///
/// Source: Saito et al. 2019, "Semi-supervised Domain Adaptation via Minimax Entropy", arXiv:1904.06487, equations 4 and 5;
/// notes 4. λ 0.1.
public enum MinimaxEntropy {
  /// −H, behind reversed gradients: minimising it raises H by the classifier and lowers it by the features.
  ///
  /// Shapes: features (N, D) of unit length, weight (C, D) with rows of unit length; result (1).
  public static func loss(
    _ tape: Tape, _ classifier: CosineClassifier, unitFeatures features: Tensor, weight: Tensor, coefficient: Float = 1
  ) -> Tensor {
    let logits = classifier.logits(tape, unitFeatures: tape.reverseGradient(features, by: coefficient), weight: weight)
    return tape.scale(tape.meanEntropy(logits: logits, epsilon: RunningPrediction.epsilon), by: -1)
  }
}
