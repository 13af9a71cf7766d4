internal import Tensor

extension VisDiTProbe {
  static func confidence(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let confident = try input.share("confident")
    let (easy, hard) = (try input.share("easy"), try input.share("hard"))
    try input.keys.refuseRest()
    guard easy <= hard else { throw ProbeError("spec key 'easy': \(easy) is more than 'hard', \(hard)") }
    let probabilities = try input.rows("probs")
    try input.refuseRest()

    let ranking = ConfidenceRanking(probabilities)
    let split = ranking.split(easy: easy, hard: hard)
    return Safetensors(entries: [
      "entropy": .init(ranking.entropies), "order": .init(ranking.order),
      "mask": .init(ranking.mask(confident).map { $0 ? 1 : 0 }), "predict": .init(ranking.predictions),
      "easy": .init(split.easy), "hard": .init(split.hard),
    ])
  }

  static func match(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    try input.keys.refuseRest()
    let target = try input.rows("target")
    let source = try input.rows("source", nil, target.width)
    try input.refuseRest()
    let match = NearestSource(target: target, source: source)
    return Safetensors(entries: ["nearest": .init(match.nearest), "distance": .init(match.distances)])
  }

  static func crossDomain(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let classes = try input.keys.whole("classes")
    try input.keys.refuseRest()
    let target = try input.rows("target")
    let source = try input.rows("source", nil, target.width)
    let dispersal = CrossDomainDispersal(
      predictions: try input.places("predict", target.count, below: classes, "classes"),
      labels: try input.places("labels", source.count, below: classes, "classes"),
      nearest: try input.places("nearest", target.count, below: source.count, "rows of 'source'"),
      mask: try input.places("mask", target.count, below: 2, "whether it counts").map { $0 == 1 })
    let batch = try input.places("batch", below: target.count, "rows of 'target'")
    let beta = try input.numbers("beta", batch.count, "[0, 1]") { $0 >= 0 && $0 <= 1 }
    let logits = try input.rows("logits", batch.count, classes)
    try input.refuseRest()

    let pairs = zip(batch, beta).map { dispersal.pair(target: $0, beta: $1) }
    return mixtures(pairs, target, source, logits)
  }

  static func intraDomain(_ input: inout VisDiTProbeInput) throws(ProbeError) -> Safetensors {
    let classes = try input.keys.whole("classes")
    let dominant: IntraDomainDispersal.Dominant = try input.keys.word("dominant")
    try input.keys.refuseRest()
    let target = try input.rows("target")
    let source = try input.rows("source", nil, target.width, mayBeEmpty: true)
    let predictions = try input.places("predict", target.count, below: classes, "classes")
    let labels = try input.places("labels", source.count, below: classes, "classes", mayBeEmpty: true)
    let easy = try input.places("easy", below: target.count, "rows of 'target'", mayBeEmpty: true)
    let hard = try input.places("hard", below: target.count, "rows of 'target'", mayBeEmpty: true)
    guard !easy.isEmpty || source.count > 0 else {
      throw ProbeError("tensor 'easy': is empty, as 'source' is: the pool has nothing to mix with")
    }
    let batch = try input.places("batch", below: hard.count, "places in 'hard'")
    let u = try input.numbers("u", batch.count, "[0, 1)") { $0 >= 0 && $0 < 1 }
    let beta = try input.numbers("beta", batch.count, "[0, 1]") { $0 >= 0 && $0 <= 1 }
    let logits = try input.rows("logits", batch.count, classes)
    try input.refuseRest()

    let dispersal = IntraDomainDispersal(
      predictions: predictions, labels: labels, easy: easy, hard: hard, dominant: dominant)
    let pairs = batch.indices.map { dispersal.pair(batch[$0], u: u[$0], beta: beta[$0]) }
    var output = mixtures(pairs, target, source, logits)
    output["partner"] = .init(u.map { dispersal.partner($0) })
    return output
  }

  private static func mixtures(
    _ pairs: [MixedPair], _ target: FeatureRows, _ source: FeatureRows, _ logits: FeatureRows
  ) -> Safetensors {
    func pixels(_ picture: MixedPair.Picture) -> ArraySlice<Float> {
      switch picture {
      case .target(let row): target[row]
      case .source(let row): source[row]
      }
    }
    let mixed = FeatureRows(
      pairs.flatMap { $0.mix(pixels($0.dominant), pixels($0.other)) }, width: target.width)
    let soft = FeatureRows(pairs.flatMap { $0.softLabel(classes: logits.width) }, width: logits.width)
    let (loss, gradient) = lossAndGradient(of: logits) { tape, logits in pairs.loss(tape, logits: logits) }
    return Safetensors(entries: [
      "mixed": .init(mixed), "soft": .init(soft), "loss": .init([loss]), "dlogits": gradient,
    ])
  }
}
