public import Tensor

/// What the features of a batch are to be to the prototypes of the domains. Prototypes are constants of an epoch.
public enum PrototypeLosses {
  /// In-domain prototypical contrast: each picture is to be nearest to the prototype of its own cluster.
  ///
  /// Mean over clusterings and batch of −ln(exp(f · c_own / φ_own) / Σ_c exp(f · c / φ_c)). Source: notes 2.2 b. Different from
  /// the published code: empty clusters are left out of the sum, where it would use φ = −1.
  ///
  /// - Parameters:
  ///   - features: (B, D) of unit length.
  ///   - clusterings: prototypes of the features' own domain, and for each the cluster of every row of the batch, not empty.
  /// - Returns: a scalar, in nats.
  public static func contrast(
    _ tape: Tape, features: Tensor, _ clusterings: [(prototypes: Prototypes, assignments: [Int])]
  ) -> Tensor {
    mean(tape, clusterings.map { contrast(tape, features: features, $0.prototypes, $0.assignments) })
  }

  private static func contrast(
    _ tape: Tape, features: Tensor, _ prototypes: Prototypes, _ assignments: [Int]
  ) -> Tensor {
    let concentrations = prototypes.concentrations
    let live = concentrations.indices.filter { concentrations[$0] > 0 }
    precondition(
      assignments.allSatisfy { concentrations.indices.contains($0) && concentrations[$0] > 0 },
      "contrast: a row belongs to no cluster or to an empty one")
    var places: [Int: Int32] = [:]
    for (place, cluster) in live.enumerated() { places[cluster] = Int32(place) }
    let weights = live.flatMap { cluster in prototypes.centroids[cluster].map { $0 / concentrations[cluster] } }
    let logits = tape.linear(features, weight: tape.constant(weights, [live.count, features.columns]))
    return tape.crossEntropy(logits: logits, targets: assignments.map { places[$0] ?? 0 })
  }

  /// Cross-domain instance-to-prototype matching: each picture is to be sure of a prototype of the other domain.
  ///
  /// Mean over clusterings and batch of the entropy of softmax(f · c / temperature) over all prototypes, those of empty
  /// clusters too. Source: notes 2.2 c, temperature 0.1.
  ///
  /// - Parameter features: (B, D) of unit length.
  /// - Returns: a scalar, in nats.
  public static func crossEntropy(
    _ tape: Tape, features: Tensor, centroids: [FeatureRows], temperature: Float = 0.1
  ) -> Tensor {
    mean(
      tape,
      centroids.map { centroids in
        let weights = tape.constant(centroids.values.map { $0 / temperature }, [centroids.count, centroids.width])
        return tape.meanEntropy(logits: tape.linear(features, weight: weights))
      })
  }

  private static func mean(_ tape: Tape, _ losses: [Tensor]) -> Tensor {
    precondition(!losses.isEmpty, "prototypes: no clustering")
    return tape.weightedSum(losses.map { (1 / Float(losses.count), $0) })
  }
}
