public import Experiment

extension Header {
  /// Why a run of this header cannot give the same bits in a run of another, in one line; nil when nothing speaks
  /// against it.
  ///
  /// - Parameter other: the header of the model that is to be trained again.
  public func obstacle(for other: Header) -> String? {
    let (own, here) = (machine.blasCore, other.machine.blasCore)
    if own != here {
      let hint =
        own.hasPrefix("own-")
        ? "leave OPENBLAS_CORETYPE unset on a processor with AVX-512" : "set OPENBLAS_CORETYPE=\(own)"
      return
        "it was trained with the matrix products of \(own), here \(here) are in use, whose last bits differ: \(hint)"
    }
    if vocabulary != other.vocabulary {
      return "its tokenizer has \(vocabulary) tokens, the one made here \(other.vocabulary): the text is another one"
    }
    if domains != other.domains {
      return "it was trained on \(domains.joined(separator: ", ")), here is \(other.domains.joined(separator: ", "))"
    }
    if let tokenizer, let there = other.tokenizer, tokenizer != there {
      return "its text has \(tokenizer.bytesPerToken) bytes a token and an entropy of \(tokenizer.entropy) bits, the"
        + " text here \(there.bytesPerToken) and \(there.entropy): it is another one"
    }
    if clusters != other.clusters {
      return "its \(clusters.count) clusters of documents are not the \(other.clusters.count) of the text here"
    }
    if totalParameters != other.totalParameters {
      return "its model has \(totalParameters) parameters, this version makes \(other.totalParameters) of the recipe"
    }
    return nil
  }
}
