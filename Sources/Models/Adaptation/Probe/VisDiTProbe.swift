public import Tensor

/// Runs one part of C-VisDiT on what a file holds, with the same code as training.
public enum VisDiTProbe {
  /// The parts, by the names of the probe's rules.
  enum Operation: String, CaseIterable {
    case confidence, match, xvd, ivd, kmeans, proto, i2c, mim, cosine
  }

  /// - Returns: everything that was computed, by the names of the probe's rules.
  /// - Throws: `ProbeError`, naming the key or tensor at fault.
  public static func run(_ file: Safetensors) throws(ProbeError) -> Safetensors {
    var input = try VisDiTProbeInput(file)
    let operation: Operation = try input.keys.word("op")
    return switch operation {
    case .confidence: try confidence(&input)
    case .match: try match(&input)
    case .xvd: try crossDomain(&input)
    case .ivd: try intraDomain(&input)
    case .kmeans: try clustering(&input)
    case .proto: try contrast(&input)
    case .i2c: try crossEntropy(&input)
    case .mim: try informationMaximisation(&input)
    case .cosine: try classifier(&input)
    }
  }

  /// A tape that records.
  static func tape() -> Tape {
    let tape = Tape(pool: ThreadPool(threads: 1))
    tape.begin(recording: true)
    return tape
  }

  /// A loss of one matrix and its derivative.
  static func lossAndGradient(
    of rows: FeatureRows, _ loss: (Tape, Tensor) -> Tensor
  ) -> (loss: Double, gradient: Safetensors.Entry) {
    let tape = tape()
    let x = tape.variable(rows.values, [rows.count, rows.width])
    let value = loss(tape, x)
    tape.backward(from: value)
    return (Double(value.data[0]), .init(tape.gradient(of: x), x.shape))
  }
}
