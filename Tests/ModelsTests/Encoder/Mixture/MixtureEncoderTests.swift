import Foundation
import Models
import Tensor
import TestSupport
import Testing

@Suite struct MixtureEncoderTests {
  static let route = [2, 0, 1, 0, 2]

  /// Padding places of `hidden` are computed too, but nothing reads them.
  private func atTokens(_ hidden: [Float]) -> [Float] {
    hidden.enumerated().filter { MixtureModel.batch.mask[$0.offset / MixtureModel.plain.width] }.map(\.element)
  }

  @Test(arguments: MixtureModel.shapes) func equalExpertsAreThePlainEncoder(_ shape: MixtureModel.Shape) {
    let plain = Encoder(MixtureModel.plain)
    plain.initialise(seed: 5, std: 0.3)
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: false)
    let want = plain.forward(tape, MixtureModel.batch).values
    let got = MixtureModel(shape, isParted: false).output(Self.route).hidden
    #expect(Tolerance(relative: 1e-5).violation("hidden", got, want.map(Double.init)) == nil)
  }

  @Test(arguments: MixtureModel.shapes) func outputIsTheDefinition(_ shape: MixtureModel.Shape) {
    let model = MixtureModel(shape, isParted: true)
    for tasks in [Self.route, [1, 1, 1, 1, 1]] {
      let want = MixtureReference(model).hidden(tasks).map { Float($0) }
      let wrong = Tolerance(relative: 1e-5).violation(
        "hidden", atTokens(model.output(tasks).hidden), atTokens(want).map(Double.init))
      #expect(wrong == nil, "\(wrong ?? "")")
    }
  }

  /// Along a random direction within each copy, expert and gate, by central differences of the definition.
  @Test(arguments: MixtureModel.shapes) func gradientsAreThoseOfTheDefinition(_ shape: MixtureModel.Shape) {
    let model = MixtureModel(shape, isParted: true)
    let cotangent = MixtureModel.cotangent
    model.backward(Self.route, cotangent)
    let parameters = model.encoder.block.parameters
    let stretches = Dictionary(grouping: parameters) { parameter in
      let parts = parameter.name.split(separator: ".")
      return parts.prefix(["bottom", "embed"].contains(parts[0]) ? 1 : parts[0] == "top" ? 2 : 3).joined(separator: ".")
    }
    for (name, stretch) in stretches.sorted(by: { $0.key < $1.key }) {
      let directions = stretch.map { SampleNumbers.uniform($0.count, seed: UInt64($0.count + 7)).map(Double.init) }
      let slope = zip(stretch, directions).reduce(0.0) { sum, pair in
        sum + pair.1.indices.reduce(0.0) { $0 + Double(pair.0.gradients[$1]) * pair.1[$1] }
      }
      let h = 1e-5
      func objective(_ step: Double) -> Double {
        var reference = MixtureReference(model)
        for (parameter, direction) in zip(stretch, directions) {
          reference.set(parameter, direction.indices.map { Double(parameter.values[$0]) + step * direction[$0] })
        }
        return zip(reference.hidden(Self.route), cotangent).reduce(0) { $0 + $1.0 * Double($1.1) }
      }
      let difference = (objective(h) - objective(-h)) / (2 * h)
      #expect(abs(slope - difference) <= 1e-4 * abs(difference) + 1e-4, "\(name): \(slope), differences \(difference)")
    }
  }

  @Test(arguments: MixtureModel.shapes) func oneAndTwoThreadsGiveTheSameBits(_ shape: MixtureModel.Shape) {
    func bits(_ threads: Int) -> [UInt32] {
      let model = MixtureModel(shape, isParted: true)
      model.backward(Self.route, MixtureModel.cotangent, threads: threads)
      let block = model.encoder.block
      return model.output(Self.route, threads: threads).hidden.map(\.bitPattern)
        + (0..<block.count).map { block.gradients[$0].bitPattern }
    }
    #expect(bits(1) == bits(2))
  }

  /// A batch of one task moves exactly the stretches that say so.
  @Test(arguments: MixtureModel.shapes) func stretchesNameTheirTasks(_ shape: MixtureModel.Shape) {
    let model = MixtureModel(shape, isParted: true)
    let stretches = model.encoder.mixtureStretches
    let covered = stretches.flatMap { $0.parameters.map(\.name) }
    let own = model.encoder.block.parameters.map(\.name).filter { $0.hasPrefix("expert.") || $0.hasPrefix("gate.") }
    #expect(covered.sorted() == own.sorted())
    for task in 0..<MixtureModel.tasks {
      model.backward(Array(repeating: task, count: 5), MixtureModel.cotangent)
      for stretch in stretches {
        let moves = stretch.parameters.contains { parameter in
          (0..<parameter.count).contains { parameter.gradients[$0] != 0 }
        }
        // A gate over one expert has nothing to decide.
        let decides = !stretch.isGate || stretch.parameters[0].shape[0] > 1
        #expect(moves == (decides && (stretch.task == nil || stretch.task == task)), "\(stretch.name), task \(task)")
      }
    }
  }

  @Test func booksBalance() {
    let model = MixtureModel(.init(shared: 2, specific: 1, parts: 2), isParted: true)
    let mixture = model.output(Self.route).mixture
    #expect(mixture.map({ $0.layer }) == [1, 2])
    for part in mixture {
      let books = part.statistics
      #expect(part.tokens == [4, 2, 4, 1, 3])
      #expect(books.experts == 5 && books.devices == 1 && books.capacity == -1)
      // Tokens by task: 3 of task 0 in two sequences, 4 of task 1, 7 of task 2.
      #expect(books.routed == [14, 14, 3, 4, 7] && books.kept == books.routed && books.dropped == [0, 0, 0, 0, 0])
      #expect(abs(books.gateMass.reduce(0, +) - 14) < 1e-4)
      #expect(abs(books.chosenMass - 1) < 1e-5 && books.margin.isNaN)
      #expect(books.entropy > 0.1 && books.entropy < Float(log(3.0)))
      // By hand, for the first sequence.
      #expect(part.gates[2] == 0 && part.gates[3] == 0 && abs(part.gates[0..<5].reduce(0, +) - 1) < 1e-6)
    }
  }

  @Test func gateMeansAreMeansOverSequences() {
    let model = MixtureModel(.init(shared: 1, specific: 1), isParted: true)
    let mixture = model.output([1, 1, 1, 1, 1]).mixture
    var means = GateMeans(parts: 1, tasks: 3, experts: 4)
    means.add(mixture, task: 1)
    means.add(mixture, task: 1)
    let values = means.means(part: 0)
    for expert in 0..<4 {
      let want = (0..<5).reduce(Float(0)) { $0 + mixture[0].gates[$1 * 4 + expert] } / 5
      #expect(abs(values[4 + expert] - want) < 1e-6)
    }
    #expect(values[5] == 0 && values[7] == 0 && values[4] > 0 && values[6] > 0)
    #expect(values[0].isNaN && values[11].isNaN)
    let joined = [MixtureStatistics].joined([mixture, mixture])[0].statistics
    #expect(joined.routed == mixture[0].statistics.routed.map { 2 * $0 })
    #expect(abs(joined.entropy - mixture[0].statistics.entropy) < 1e-6)
  }

  @Test func partsShareTheMiddle() {
    let levels = EncoderLevels(bottom: 2, mid: 7, groups: 1, tasks: 2)
    #expect(EncoderMixture(shared: 1, parts: 3).parts(of: levels) == [2..<4, 4..<6, 6..<7])
    #expect(EncoderMixture(shared: 1).parts(of: levels) == [2..<7])
    let ple = EncoderMixture(shared: 2, specific: 2)
    #expect(ple.reads(task: 1) == [0, 1, 4, 5])
    #expect(ple.names(tasks: ["a", "b"]) == ["shared 0", "shared 1", "a 0", "a 1", "b 0", "b 1"])
  }
}
