public import Experiment
public import Models

/// What a recipe's run costs, before anything of it is read or made.
public struct RunCost: Sendable, Equatable {
  /// Parameters of the model, and operations of training a token. For `nlu` without heads; groups whose number
  /// the relevance of the tasks decides are counted as one for each kind of task.
  public let size: ModelSize
  /// Parameters that are trained, where others are frozen; nil where all are.
  public let trainedParameters: Int?
  /// Tokens in one step, padding included.
  public let tokensPerStep: Int

  /// Floating-point operations of a step of training.
  public var operationsPerStep: Double { size.flopsPerToken * Double(tokensPerStep) }

  /// - Throws: `TrainingError`, `DataError`, `EncoderError` or `ViTError` when the recipe names what does not go together
  ///   or is not there.
  public init(_ recipe: Recipe) throws {
    switch recipe[Keys.Run.workload] {
    case .languageModel:
      trainedParameters = nil
      size = try DecoderOptions(recipe, tokenizerVocabulary: recipe.tokenizerVocabulary).size
      tokensPerStep = recipe[Keys.Data.batchSize] * recipe[Keys.Data.sequenceLength]
    case .nlu:
      trainedParameters = nil
      size = try UnderstandingShape(recipe).size
      tokensPerStep = recipe[Keys.Tasks.batchSize] * recipe[Keys.Tasks.sequenceLength]
    case .tokenMerging:
      let plan = try TokenMergingPlan(recipe)
      trainedParameters = plan.partlyTrained
      tokensPerStep = recipe[Keys.Images.batchSize] * plan.tokens
      size = ModelSize(
        totalParameters: plan.totalParameters, activeParameters: plan.totalParameters,
        flopsPerToken: plan.operationsPerStep / Double(tokensPerStep))
    case .domainAdaptation:
      let plan = try DomainAdaptationPlan(recipe)
      trainedParameters = plan.partlyTrained
      tokensPerStep = plan.tokensPerStep
      size = ModelSize(
        totalParameters: plan.totalParameters, activeParameters: plan.totalParameters,
        flopsPerToken: plan.operationsPerToken)
    }
  }
}
