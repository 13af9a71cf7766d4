internal import Data
internal import Experiment
internal import Foundation
public import Models
public import Tensor

extension LanguageModel {
  /// Looks at the probe batch before the first training step, to count flips from then on.
  public func prepare(_ tape: Tape) {
    guard let probe = heldOut.first, !model.moeLayers.isEmpty else { return }
    tape.begin(recording: false)
    let output = model.forward(tape, inputs: probe.inputs, targets: probe.targets, length: probe.sequenceLength)
    let look = firstChoices(output.moe)
    (looks.start, looks.last) = (look, look)
  }

  /// Mean losses over the held-out batches, in all, by domain, position and frequency, and what the routers did.
  ///
  /// The look at the probe batch becomes the last one; nothing else changes.
  public func evaluate(_ tape: Tape) -> EvaluationResult {
    let (result, look) = evaluate(tape, interventions: [])
    if let look { looks.last = look }
    return result
  }

  /// The same with every router's choices changed. The looks stay as they are; flips are counted against them.
  ///
  /// - Throws: `TrainingError` where that cannot be done to the model's routers.
  public func evaluate(_ tape: Tape, under intervention: RoutingIntervention) throws -> EvaluationResult {
    let layers = model.moeLayers
    for place in layers {
      if let refusal = intervention.refusal(for: type(of: place.layer.router)) { throw TrainingError(refusal) }
    }
    return evaluate(tape, interventions: layers.map { _ in intervention }).result
  }

  private func evaluate(
    _ tape: Tape, interventions: [RoutingIntervention]
  ) -> (result: EvaluationResult, look: ProbeLooks.Look?) {
    let (length, places) = (data.sequenceLength, model.moeLayers)
    var losses = LossTables(
      length: length, domains: data.domains.count, buckets: buckets, byteLengths: data.tokenizer.byteLengths)
    var tables = places.map {
      RoutingTables(
        experts: $0.layer.options.experts, length: length, domains: data.domains.count, buckets: buckets)
    }
    var totals = RoutingTotals()
    var look: ProbeLooks.Look?
    var choices = places.map { _ in [Int32]() }
    let probe = places.isEmpty ? nil : heldOut.first.map { ProbeChoices($0) }
    for batch in heldOut {
      tape.begin(recording: false)
      let ofTokens = tape.arena.floats(batch.inputs.count)
      let output = model.forward(
        tape, inputs: batch.inputs, targets: batch.targets, length: length, losses: ofTokens,
        interventions: interventions)
      losses.add(batch, losses: ofTokens)
      for (index, result) in output.moe.enumerated() {
        tables[index].add(result.assignment, batch)
        totals.add(result.statistics)
      }
      let isLooking = look == nil && !places.isEmpty
      guard isLooking || model.options.moeBlock == .cartesian else { continue }
      let first = firstChoices(output.moe)
      if isLooking {
        look = first
        if let probe { choices = output.moe.map { probe.choices($0.assignment) } }
      }
      for index in places.indices.dropFirst() where places[index - 1].index == places[index].index {
        tables[index].add(
          before: first[index - 1], of: places[index - 1].layer.options.experts, now: first[index])
      }
    }
    return (
      EvaluationResult(
        loss: losses.mean, bitsPerByte: bitsPerByte(losses),
        domains: losses.domains(named: data.domains, bytesPerToken: countsBytes ? data.bytesPerTokenByDomain : nil),
        positions: losses.positions, frequencies: losses.frequencies,
        layers: places.indices.map { index in
          var layer = layerEvaluation(index, places[index], tables[index], look, tape.pool)
          layer.probeChoices = choices[index]
          return layer
        }, clusters: clusterLosses(tape, interventions), probe: probe?.text, totals: totals),
      look
    )
  }

  /// Mean loss by cluster over the text that gives rare clusters their share.
  private func clusterLosses(_ tape: Tape, _ interventions: [RoutingIntervention]) -> [ClusterLoss] {
    var sums = data.clusters.map { _ in (loss: 0.0, tokens: 0) }
    for part in heldOutByCluster {
      tape.begin(recording: false)
      let losses = tape.arena.floats(part.clusters.count)
      _ = model.forward(
        tape, inputs: part.batch.inputs, targets: part.batch.targets, length: data.sequenceLength, losses: losses,
        interventions: interventions)
      for (token, cluster) in part.clusters.enumerated() {
        sums[Int(cluster)].loss += Double(losses[token])
        sums[Int(cluster)].tokens += 1
      }
    }
    return sums.indices.filter { sums[$0].tokens > 0 }.map {
      ClusterLoss(cluster: $0, loss: Float(sums[$0].loss / Double(sums[$0].tokens)), tokens: sums[$0].tokens)
    }
  }

  /// Whether tokens are bytes.
  private var countsBytes: Bool { data.tokenizer is ByteTokenizer }

  /// Bits a byte. Tokens of several bytes are counted as they occur in the batches: how many bytes a token has differs
  /// between domains and documents. Of bytes the mean over all held-out text is taken, as ever: there only the ends of
  /// documents make a difference.
  private func bitsPerByte(_ losses: LossTables) -> Double {
    countsBytes ? losses.mean / log(2) / (data.bytesPerToken ?? .nan) : losses.bitsPerByte
  }

  private func layerEvaluation(
    _ index: Int, _ place: Decoder.MoEPlace, _ tables: RoutingTables, _ look: ProbeLooks.Look?, _ pool: ThreadPool
  ) -> LayerEvaluation {
    let experts = place.layer.options.experts
    let now = look?[index] ?? []
    return LayerEvaluation(
      layer: place.index, part: place.part, experts: experts, dropShares: tables.dropShares,
      domainCounts: tables.domains, frequencyCounts: tables.frequencies, coactivation: tables.pairs,
      pairCounts: tables.crossed,
      flipsSinceLast: ProbeLooks.flips(since: looks.last?[index], to: now),
      flipsSinceStart: ProbeLooks.flips(since: looks.start?[index], to: now),
      flippedAway: ProbeLooks.flippedAway(since: looks.last?[index], to: now, experts: experts),
      rowShares: rowShares.isEmpty ? [] : rowShares[index],
      gradientShares: rowShares.isEmpty ? [] : ExpertShares.gradients(place.layer, pool: pool))
  }

  /// By MoE layer, the first choice of every token of the forward pass just done.
  func firstChoices(_ results: [MoEResult]) -> ProbeLooks.Look {
    zip(model.moeLayers, results).map { $0.layer.firstChoices($1) }
  }
}

extension RoutingTotals {
  /// Adds one forward pass of one layer.
  mutating func add(_ statistics: LayerStatistics) {
    func sum(_ counts: [Int32]) -> Int { counts.reduce(0) { $0 + Int($1) } }
    let (kept, newlyFilled, newlyPadded) = (sum(statistics.kept), sum(statistics.filled), sum(statistics.padded))
    routed += sum(statistics.routed)
    dropped += sum(statistics.dropped)
    rectified += sum(statistics.rectified)
    filled += newlyFilled
    padded += newlyPadded
    slots += kept + newlyFilled + newlyPadded
  }
}
