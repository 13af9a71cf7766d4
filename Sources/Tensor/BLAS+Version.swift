internal import COpenBLAS

extension BLAS {
  /// The version of OpenBLAS, such as `0.3.21`.
  public static var openBLASVersion: String {
    // `OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH …`
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return words.count > 1 ? String(words[1]) : "of unknown version"
  }
}
