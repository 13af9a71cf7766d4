/// The features of all pictures of a domain, averaged over the times they were seen.
///
/// v_i ← unit(m v_i + (1 − m) f_i). Source: notes 2.2; the published code of PCS (Yue et al. 2021, arXiv:2103.16765), m 0.5,
/// and 0.9 for the labelled pictures of the source, which are written once more. Part of a checkpoint: `rows` is all of it.
public struct MemoryBank: Sendable, Equatable {
  /// Unit vectors, one for each picture.
  public private(set) var rows: FeatureRows

  /// A bank that starts from the features of the untrained network; need not be of unit length.
  public init(_ features: FeatureRows) { rows = features.unit }

  /// A bank as it was kept: bit for bit these rows.
  public init(restoring rows: FeatureRows) { self.rows = rows }

  /// Moves the entries of pictures towards what the network now makes of them.
  ///
  /// A picture that occurs twice moves twice, in the order of the batch.
  /// - Parameters:
  ///   - pictures: the entry of each row of `features`.
  ///   - features: of unit length.
  ///   - momentum: m in [0, 1], the share that stays.
  public mutating func update(_ pictures: [Int], features: FeatureRows, momentum: Float = 0.5) {
    precondition(
      pictures.count == features.count && features.width == rows.width,
      "MemoryBank: \(pictures.count) pictures, \(features.count) features of \(features.width)")
    let m = Double(momentum)
    for (row, picture) in pictures.enumerated() {
      rows.setUnit(picture, zip(rows[picture], features[row]).map { m * Double($0) + (1 - m) * Double($1) })
    }
  }
}
