internal import Data
internal import Experiment
internal import Models
internal import Tensor

/// Pictures that go through the network together with others.
enum PassPart {
  /// Those of one domain.
  /// - stream: names the batch; no two of a step are cropped and mirrored alike.
  case pictures([Int], of: DomainSide, stream: String)
  /// Mixtures.
  case mixtures([MixedPair], stream: String)

  /// How many.
  var count: Int {
    switch self {
    case .pictures(let pictures, _, _): pictures.count
    case .mixtures(let pairs, _): pairs.count
    }
  }
}

extension DomainAdaptation {
  /// Features of a training step's pictures, one part after another, on a tape that records.
  ///
  /// Where pictures are not augmented and nothing is dropped on the way, those that are not mixed begin behind the frozen
  /// blocks, which made the same of them before.
  func features(_ tape: Tape, _ parts: [PassPart], step: Int) -> Tensor {
    let noise = self.noise(step)
    let count = parts.reduce(0) { $0 + $1.count }
    guard let trunk, settings.readsTrunk(network.model.options) else {
      let images = tape.constant([count, 3, data.size, data.size])
      var row = 0
      for part in parts {
        write(part, step, to: images, row: row, tape)
        row += part.count
      }
      return network.features(tape, images, noise: noise)
    }
    let rows = tape.constant([count * trunk.tokens, trunk.width])
    var row = 0
    for part in parts where part.count > 0 {
      let to = rows.data + row * trunk.tokens * trunk.width
      switch part {
      case .pictures(let pictures, let side, _): trunk.copy(pictures, of: side, to: to)
      case .mixtures:
        let images = tape.constant([part.count, 3, data.size, data.size])
        write(part, step, to: images, row: 0, tape)
        let values = network.model.trunk(tape, images: images, blocks: network.model.frozenBlocks)
        to.update(from: values.data, count: values.count)
      }
      row += part.count
    }
    return network.features(tape, trunk: rows, pictures: count, noise: noise)
  }

  /// Features of all pictures of a domain as evaluations see them: not augmented, nothing dropped.
  func features(_ tape: Tape, of side: DomainSide) -> FeatureRows {
    var values: [Float] = []
    values.reserveCapacity(data.pictures(side).count * network.heads.width)
    for pictures in batches(of: side) {
      tape.begin(recording: false)
      if let trunk {
        let rows = tape.constant([pictures.count * trunk.tokens, trunk.width])
        trunk.copy(pictures, of: side, to: rows.data)
        values += network.features(tape, trunk: rows, pictures: pictures.count).values
      } else {
        values += network.features(tape, plainImages(tape, pictures, of: side)).values
      }
    }
    return FeatureRows(values, width: network.heads.width)
  }

  /// Has the frozen blocks read all pictures, unless they have; before the tape begins a pass.
  ///
  /// What they make of them is no part of a run's state: it follows from weights that no step changes.
  func readTrunk(_ tape: Tape) {
    guard keepsTrunk, trunk == nil else { return }
    tape.clock.enter("trunk")
    let model = network.model
    let tokens = header.sequenceLength
    var kept = TrunkTokens(tokens: tokens, width: model.options.width)
    // Weights take a while to hash, and the files of both domains are of the same.
    let folder = settings.trunkFolder.map { (path: $0, weights: model.parameters.frozen.hash) }
    for side in DomainSide.allCases {
      let file = folder.map {
        TrunkFile(
          folder: $0.path, model, weights: $0.weights, data.pictures(side), tokens: tokens,
          batchSize: settings.batchSize)
      }
      if let values = file?.read() {
        kept.append(values, of: side)
        continue
      }
      var values: [Float] = []
      for pictures in batches(of: side) {
        tape.begin(recording: false)
        let images = plainImages(tape, pictures, of: side)
        values += model.trunk(tape, images: images, blocks: model.frozenBlocks).values
      }
      file?.write(values)
      kept.append(values, of: side)
    }
    trunk = kept
  }

  private func batches(of side: DomainSide) -> [[Int]] {
    let count = data.pictures(side).count
    return stride(from: 0, to: count, by: settings.batchSize).map {
      Array($0..<min($0 + settings.batchSize, count))
    }
  }

  private func plainImages(_ tape: Tape, _ pictures: [Int], of side: DomainSide) -> Tensor {
    let images = tape.constant([pictures.count, 3, data.size, data.size])
    data.pictures(side).write(pictures, .plain, normalisation, to: images.data, threads: tape.pool.threads)
    return images
  }

  /// Writes pictures as the network reads them, behind `row` others.
  private func write(_ part: PassPart, _ step: Int, to images: Tensor, row: Int, _ tape: Tape) {
    if part.count == 0 { return }
    let (to, threads) = (images.data + row * 3 * data.size * data.size, tape.pool.threads)
    switch part {
    case .pictures(let pictures, let side, let stream):
      data.pictures(side).write(pictures, views(stream, step), normalisation, to: to, threads: threads)
    case .mixtures(let pairs, let stream):
      data.write(pairs.map(self.pictures), views(stream, step), normalisation, to: to, threads: threads)
    }
  }
}
