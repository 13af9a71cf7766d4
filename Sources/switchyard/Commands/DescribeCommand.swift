import ArgumentParser
import Experiment
import Foundation
import Models
import Training

/// `switchyard describe`: what a recipe makes, before anything runs.
struct DescribeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe", abstract: "Print parameters, FLOPs and memory of a recipe's model.")

  @OptionGroup var arguments: RecipeArguments

  func run() throws {
    let recipe = try arguments.load()
    let options = try DecoderOptions(recipe, tokenizerVocabulary: 257)
    let size = options.size
    let tokens = recipe[Keys.Data.batchSize] * recipe[Keys.Data.sequenceLength]
    let moeLayers = (0..<options.layers).filter { options.isMoE(layer: $0) }.count
    var rows: [(String, String)] = [
      ("recipe", recipe[Keys.Run.name]),
      ("layers", "\(options.layers), of them \(moeLayers) with experts"),
      ("width", "\(options.width), \(options.heads) heads"),
      ("vocabulary", Quantity.count(options.vocabulary)),
    ]
    if let moe = options.moe, moeLayers > 0 {
      rows.append(
        ("experts", "\(moe.experts) of width \(moe.hidden), top-\(moe.k), \(recipe[Keys.MoE.router].rawValue)"))
      if let factor = moe.capacityFactor {
        let slots = moe.capacity(tokensPerDevice: tokens / moe.devices) ?? 0
        rows.append(
          ("capacity", "factor \(factor): \(slots) slots an expert on each of \(moe.devices) devices"))
      } else {
        rows.append(("capacity", "no limit"))
      }
    }
    rows += [
      ("parameters", "\(Quantity.count(size.totalParameters)) in all"),
      ("", "\(Quantity.count(size.activeParameters)) active for a token"),
      (
        "training",
        "\(Quantity.short(size.flopsPerToken)) FLOP a token, \(Quantity.short(size.flopsPerToken * Double(tokens))) a step of \(Quantity.count(tokens)) tokens"
      ),
      ("memory", "\(Quantity.bytes(size.stateBytes)) weights, gradients and moments"),
      ("", "\(Quantity.bytes(options.activationBytes(tokens: tokens))) activations of a step"),
      (
        "length",
        "\(Quantity.count(recipe[Keys.Run.steps])) steps, \(Quantity.short(Double(recipe[Keys.Run.steps] * tokens))) tokens"
      ),
    ]
    let width = rows.map(\.0.count).max() ?? 0
    for (name, value) in rows {
      print(name.padding(toLength: width, withPad: " ", startingAt: 0) + "  " + value)
    }
  }
}
