/// The ways to learn a vocabulary.
public enum TokenizerAlgorithm: String, Sendable, CaseIterable {
  /// Byte-level BPE; its file is a Hugging Face `tokenizer.json`.
  case bpe
  /// Scaffold-BPE (arXiv:2404.17808), of which only tokens that are frequent on their own reach the model.
  case scaffoldBPE = "scaffold-bpe"
}
