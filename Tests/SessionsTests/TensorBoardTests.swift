import Experiment
import Foundation
import Sessions
import TestSupport
import Testing

/// Event files for TensorBoard: frames and checksums here, contents by TensorBoard's own loader.
@Suite struct TensorBoardTests {
  private let folder: TemporaryFolder
  private let run = ScriptedRun(steps: 180)

  init() throws { folder = try TemporaryFolder() }

  /// The event file of these events, alone in a folder, and its bytes.
  private func export(_ events: [Stamped]) throws -> (path: String, bytes: [UInt8]) {
    let reader = try SessionReader(path: folder.session("run.sqlite", events))
    try FileManager.default.createDirectory(atPath: folder["log"], withIntermediateDirectories: true)
    let path = "\(folder["log"])/\(try reader.eventFileName())"
    let file = Bytes()
    try reader.exportTensorBoard { file.all += $0 }
    try Data(file.all).write(to: URL(fileURLWithPath: path))
    return (path, file.all)
  }

  private final class Bytes { var all: [UInt8] = [] }

  @Test func checksumsAreThoseOfTheStandard() {
    // RFC 3720, appendix B.4, and the usual check value.
    #expect(CRC32C.checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CRC32C.checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CRC32C.checksum(0...31 as ClosedRange<UInt8>) == 0x46DD_794E)
    #expect(CRC32C.checksum((0...31 as ClosedRange<UInt8>).reversed()) == 0x113F_DB5C)
    #expect(CRC32C.checksum("123456789".utf8) == 0xE306_9283)
    #expect(CRC32C.checksum([]) == 0)
    // Turned right by 15 bits, plus the constant.
    let value: UInt32 = 0xE306_9283
    #expect(CRC32C.masked("123456789".utf8) == (value >> 15 | value << 17) &+ 0xA282_EAD8)
  }

  @Test func everyRecordIsFramed() throws {
    let bytes = try export(run.events).bytes
    var position = 0
    var lengths: [Int] = []
    func number(_ count: Int) -> UInt64 {
      (0..<count).reduce(0) { $0 | UInt64(bytes[position + $1]) << (8 * $1) }
    }
    while position < bytes.count {
      let length = Int(number(8))
      let head = bytes[position..<position + 8]
      position += 8
      #expect(number(4) == UInt64(CRC32C.masked(head)))
      position += 4
      let body = bytes[position..<position + length]
      position += length
      #expect(number(4) == UInt64(CRC32C.masked(body)))
      position += 4
      lengths.append(length)
    }
    #expect(position == bytes.count)
    // The version, then one record for each start, step, evaluation, alert, note, changed key and end.
    let told = run.events.filter { stamped in
      switch stamped.event {
      case .started, .step, .evaluated, .alert, .note, .finished: true
      case .control(let control): !control.key.isEmpty
      default: false
      }
    }
    #expect(lengths.count == 1 + told.count)
  }

  @Test func theFileHasOneNameForASession() throws {
    let first = try export(run.events).path
    #expect((first as NSString).lastPathComponent == "events.out.tfevents.\(Int(run.events[0].time)).run")
  }

  @Test(.enabled(if: TensorBoardReader.python != nil, "tensorboard cannot be installed here"))
  func tensorBoardReadsEveryScalar() throws {
    let (path, _) = try export(run.events)
    let found = try TensorBoardReader.read(path)
    #expect(found.version == 2)
    #expect(found.first == String(hexadecimal: run.events[0].time))
    var expected: [String: [(Int, Float)]] = [:]
    func expect(_ tag: String, _ step: Int, _ value: Double) { expected[tag, default: []].append((step, Float(value))) }
    for stamped in run.events {
      switch stamped.event {
      case .step(let it):
        expect("loss/train", it.step, it.loss)
        expect("train/learning_rate", it.step, it.learningRate)
        expect("train/gradient_norm", it.step, it.gradientNorm)
        expect("train/tokens", it.step, Double(it.tokens))
        expect("speed/tokens_per_second", it.step, it.tokensPerSecond)
        expect("speed/gflops", it.step, it.gflops)
        expect("speed/seconds", it.step, it.seconds)
        expect("speed/resident_bytes", it.step, Double(it.residentBytes))
        for term in it.terms { expect("terms/\(term.name)", it.step, term.value) }
        for phase in it.phases { expect("phases/\(phase.name)", it.step, phase.value) }
        for ledger in it.ledgers {
          let place = "layer_\(ledger.layer)\(ledger.part)"
          func total(_ counts: [Int32]) -> Double { Double(counts.map(Int.init).reduce(0, +)) }
          expect("\(place)/routed", it.step, total(ledger.routed))
          expect("\(place)/kept", it.step, total(ledger.kept))
          expect("\(place)/dropped", it.step, total(ledger.dropped))
          expect("\(place)/padded", it.step, total(ledger.padded))
          expect("\(place)/rectified", it.step, total(ledger.rectified))
          expect("\(place)/filled", it.step, total(ledger.filled))
          expect("\(place)/drop_share", it.step, total(ledger.dropped) / total(ledger.routed))
          let slots = total(ledger.kept) + total(ledger.filled) + total(ledger.padded)
          expect("\(place)/pad_share", it.step, total(ledger.padded) / slots)
          expect("\(place)/entropy", it.step, Double(ledger.entropy))
          if !ledger.chosenMass.isNaN { expect("\(place)/chosen_mass", it.step, Double(ledger.chosenMass)) }
          if !ledger.margin.isNaN { expect("\(place)/margin", it.step, Double(ledger.margin)) }
          expect("\(place)/balance", it.step, Double(ledger.balance))
          expect("\(place)/z", it.step, Double(ledger.z))
        }
      case .evaluated(let it):
        expect("loss/held_out", it.step, it.loss)
        expect("loss/held_out_bits_per_byte", it.step, it.bitsPerByte)
        for domain in it.domains { expect("domains/\(domain.domain)", it.step, domain.loss) }
        for layer in it.layers {
          let place = "layer_\(layer.layer)\(layer.part)"
          if !layer.flipsSinceLast.isNaN { expect("\(place)/flips_since_last", it.step, Double(layer.flipsSinceLast)) }
          if !layer.flipsSinceStart.isNaN {
            expect("\(place)/flips_since_start", it.step, Double(layer.flipsSinceStart))
          }
        }
      default: break
      }
    }
    #expect(Set(found.scalars.keys) == Set(expected.keys))
    for (tag, points) in expected {
      let read = found.scalars[tag] ?? []
      #expect(read.map(\.step) == points.map(\.0), "\(tag)")
      // A NaN and an infinity are among the losses and the gradient's norms.
      let isEqual = zip(read, points).allSatisfy {
        $0.value?.bitPattern == $1.1.bitPattern || ($0.value?.isNaN == true && $1.1.isNaN)
      }
      #expect(isEqual, "\(tag)")
    }
    let losses = (found.scalars["loss/train"] ?? []).compactMap(\.value)
    #expect(losses.count == 180 && losses.contains { $0.isNaN })
  }

  @Test(.enabled(if: TensorBoardReader.python != nil, "tensorboard cannot be installed here"))
  func tensorBoardReadsTheRest() throws {
    var events = run.events
    let last = try #require(events.last)
    events.insert(
      Stamped(sequence: 0, time: last.time, event: .note(Note(step: 7, text: "look\u{1B}[2J here, <b>é</b>"))), at: 5)
    events = events.enumerated().map { Stamped(sequence: $0, time: $1.time, event: $1.event) }
    guard case .started(var header) = events[0].event else { return }
    var recipe = Recipe()
    recipe[Keys.Run.seed] = 11
    recipe[Keys.MoE.capacityFactor] = 1.25
    header.recipe = recipe.toml
    events[0].event = .started(header)
    let (path, _) = try export(events)
    let found = try TensorBoardReader.read(path)
    #expect(found.texts["notes"]?.first { $0.step == 7 }?.text == "look\u{1B}[2J here, <b>é</b>")
    #expect(found.texts["recipe"]?.first?.text.contains("    capacity_factor = 1.25\n") == true)
    #expect(found.settings["run.seed"] == "11.0" && found.settings["moe.capacity_factor"] == "1.25")
    #expect(found.settings["moe.router"] == recipe[Keys.MoE.router].rawValue)
    let finish = try #require(fold(events).finish)
    #expect(found.settings["end"] == (finish.reason == .completed ? "1" : "2"))
    for stamped in events {
      guard case .step(let step) = stamped.event, step.step.isMultiple(of: 60) else { continue }
      for ledger in step.ledgers {
        let histogram = try #require(
          found.histograms["layer_\(ledger.layer)\(ledger.part)/tokens_by_expert"]?.first { $0.step == step.step })
        let routed = (0..<ledger.experts).map { expert in
          (0..<ledger.devices).reduce(0.0) { $0 + Double(ledger.routed[$1 * ledger.experts + expert]) }
        }
        #expect(histogram.counts == [0] + routed)
        #expect(histogram.limits == (0...ledger.experts).map { Double($0) - 0.5 })
      }
    }
  }

  @Test(.enabled(if: TensorBoardReader.python != nil, "tensorboard cannot be installed here"))
  func stepsDoneAgainStandOnce() throws {
    var broken = run
    broken.finishes = false
    let first = broken.stretch(from: 0, to: 137, firstSequence: 0, at: 0)
    let second = run.stretch(from: 100, to: 180, firstSequence: first.count, at: 1000)
    let found = try TensorBoardReader.read(try export(first + second).path)
    #expect(found.scalars["loss/train"]?.map(\.step) == Array(1...180))
  }
}

extension String {
  /// As Python's `float.hex` writes a number that is normal.
  fileprivate init(hexadecimal number: Double) {
    guard number != 0 else {
      self = "0x0.0p+0"
      return
    }
    let digits = String(number.significandBitPattern, radix: 16)
    let exponent = number.exponent
    self =
      "0x1." + String(repeating: "0", count: 13 - digits.count) + digits + "p" + (exponent < 0 ? "" : "+")
      + String(exponent)
  }
}
