internal import Data
public import Experiment

/// What a recipe's `run.workload` stands for.
///
/// To add a workload: a type that conforms to `Workload`, its word in `Recipe.Workload`, and a line here.
public enum WorkloadCatalog {
  /// Reads the data of a recipe and builds its model.
  ///
  /// - Parameters:
  ///   - lastStep: the step up to which there has to be data.
  ///   - kept: what the batches follow from, of a checkpoint that is taken up again; nil for a run from its beginning.
  ///   - machine: measures the machine, once the data are there.
  ///   - progress: is told one line for each thing that takes time.
  /// - Throws: what is wrong with data or recipe.
  public static func workload(
    of recipe: Recipe, lastStep: Int, kept: [String: [UInt8]]? = nil, machine: () -> Machine,
    progress: (String) -> Void
  ) throws -> any Workload {
    switch recipe[Keys.Run.workload] {
    case .languageModel:
      let data = try LanguageData.load(recipe, kept: kept, progress: progress)
      try data.checkWindows(steps: lastStep)
      for note in data.notes { progress(note) }
      return try LanguageModel(recipe: recipe, data: data, machine: machine())
    case .nlu:
      let data = try UnderstandingData.load(recipe, kept: kept, progress: progress)
      for note in data.notes { progress(note) }
      return try Understanding(recipe: recipe, data: data, machine: machine())
    case .tokenMerging:
      let task = try recipe.pictureTask
      progress("reading the pictures of \(task.title)")
      let data = try ImageTaskData.load(task.name, ImageTaskData.Request(recipe))
      progress(data.split)
      return try TokenMergingAdaptation(recipe: recipe, data: data, lastStep: lastStep, machine: machine())
    case .domainAdaptation:
      let (source, target) = (recipe[Keys.Domains.source], recipe[Keys.Domains.target])
      progress("reading the pictures of \(source) and \(target)")
      let (data, scoring) = try DomainPairData.load(source: source, target: target, .init(recipe))
      progress(data.split)
      return try DomainAdaptation(recipe: recipe, data: data, scoring: scoring, machine: machine())
    }
  }
}
