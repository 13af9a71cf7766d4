// swift-format-ignore-file: AllPublicDeclarationsHaveDocumentation
// Each key's help text is its documentation.

/// The recipe keys with their types, table by table: `recipe[Keys.MoE.experts]`.
///
/// To add a key, declare it here and list it in its table's `all`.
public enum Keys {
  /// `[run]`: what is run and for how long.
  public enum Run {
    static let t = Table("run")
    public static let workload = t.word("workload", Recipe.Workload.languageModel, "what is trained")
    public static let name = t.string("name", "", "name of the run and of its session; empty: the recipe file's name")
    public static let seed = t.integer("seed", 7, .atLeast(0), "the one number that all chance follows from")
    public static let steps = t.integer("steps", 300, .atLeast(1), "optimiser steps of the whole run", "steps")
    public static let threads = t.integer("threads", 0, .from(0, to: 1024), "threads; 0: one for each core")
    static let all = [workload.declaration, name.declaration, seed.declaration, steps.declaration, threads.declaration]
  }

  /// `[data]`: the text and how it is cut.
  public enum Data {
    static let t = Table("data", for: .languageModel)
    public static let corpora = t.strings("corpora", ["gcide"], "corpora by name; see `switchyard data list`")
    public static let weights = t.numbers(
      "weights", .atLeast(0), "shares of the corpora, then of the paths in text; empty: equal")
    public static let text = t.strings("text", [], "further files or folders of text: UTF-8, also gzip")
    public static let heldOut = t.number(
      "held_out", 0.02, Bounds(lower: 0, upper: 0.5, includesLower: false), "share of the documents kept for evaluation"
    )
    public static let sequenceLength = t.integer(
      "sequence_length", 128, .from(2, to: 65536), "length of a training window", "tokens")
    public static let batchSize = t.integer(
      "batch_size", 16, .from(1, to: 65536), "windows in one step", "sequences")
    static let all = [
      corpora.declaration, weights.declaration, text.declaration, heldOut.declaration, sequenceLength.declaration,
      batchSize.declaration,
    ]
  }

  /// `[tokenizer]`: learnt from the training text, but for bytes.
  public enum Tokenizer {
    static let t = Table("tokenizer", for: .languageModel)
    public static let algorithm = t.word("algorithm", Recipe.Tokenizer.byte, "how text becomes tokens")
    public static let vocabulary = t.integer(
      "vocabulary", 8192, .from(257, to: 1_048_576), "for bpe and scaffold-bpe: ids, bytes and end of document included"
    )
    static let all = [algorithm.declaration, vocabulary.declaration]
  }

  /// `[sampler]`: in which order windows are drawn.
  public enum Sampler {
    static let t = Table("sampler", for: .languageModel)
    public static let method = t.word(
      "method", Recipe.Sampler.mixture, "mixture draws by data.weights, the others by clusters of documents")
    public static let clusters = t.string(
      "clusters", "topics", "topics, corpora, a number of clusters to learn, or a table of `switchyard cluster`")
    public static let clip = t.number(
      "clip", 4, .above(0), "for clusterclip: how often a cluster may be gone through")
    public static let temperature = t.number(
      "temperature", 2, .above(0), "for temperature: clusters are drawn in proportion to size^(1/temperature)")
    static let all = [method.declaration, clusters.declaration, clip.declaration, temperature.declaration]
  }

  /// `[model]`: the decoder without its experts.
  public enum Model {
    static let t = Table("model", for: .languageModel)
    public static let vocabulary = t.integer(
      "vocabulary", 0, .from(0, to: 1_048_576), "rows of the embedding; 0: as many as the tokenizer has")
    public static let layers = t.integer("layers", 4, .from(1, to: 256), "transformer layers")
    public static let width = t.integer("width", 256, .from(2, to: 16384), "width of the residual stream")
    public static let heads = t.integer("heads", 4, .from(1, to: 256), "attention heads; must divide the width")
    public static let ffnWidth = t.integer("ffn_width", 512, .from(1, to: 262_144), "inner width of a dense FFN")
    public static let activation = t.word(
      "activation", Recipe.Activation.geluTanh, "non-linearity of dense FFNs and experts")
    public static let tiedEmbeddings = t.boolean(
      "tied_embeddings", false, "whether the output projection is the embedding")
    public static let dropout = t.number("dropout", 0, .from(0, below: 1), "share of activations dropped in training")
    public static let ropeBase = t.number("rope_base", 10000, .above(1), "base of the rotary embedding's wavelengths")
    public static let normEpsilon = t.number("norm_epsilon", 1e-6, .above(0), "added under the root of RMSNorm")
    public static let initStd = t.number(
      "init_std", 0.02, .above(0), "standard deviation of the initial weights")
    static let all = [
      vocabulary.declaration, layers.declaration, width.declaration, heads.declaration, ffnWidth.declaration,
      activation.declaration, tiedEmbeddings.declaration, dropout.declaration, ropeBase.declaration,
      normEpsilon.declaration, initStd.declaration,
    ]
  }

  /// `[evaluation]`
  public enum Evaluation {
    static let t = Table("evaluation")
    public static let every = t.integer("every", 50, .atLeast(0), "between evaluations; 0: only at the end", "steps")
    public static let batches = t.integer("batches", 8, .atLeast(1), "size of an evaluation", "batches")
    static let all = [every.declaration, batches.declaration]
  }

  /// `[record]`: checkpoints.
  public enum Record {
    static let t = Table("record")
    public static let checkpointEvery = t.integer(
      "checkpoint_every", 100, .atLeast(0), "between checkpoints; 0: only at the end", "steps")
    public static let keep = t.integer("keep", 2, .from(1, to: 1000), "checkpoints kept beside the best one")
    static let all = [checkpointEvery.declaration, keep.declaration]
  }
}
