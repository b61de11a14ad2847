package io.ubernetes.apimachinery.kinds.pods;

/// The name of a container's image.
final class ImageName {

  private ImageName() {}

  /// Images that may be another one tomorrow are asked for each time.
  static String pullPolicy(String image) {
    return isLatest(image) ? "Always" : "IfNotPresent";
  }

  /// A name with neither tag nor digest means the tag `latest`. A name that is none (an empty one)
  /// has no tag at all.
  private static boolean isLatest(String image) {
    if (image.isEmpty()) {
      return false;
    }
    if (image.indexOf('@') >= 0) {
      return false;
    }
    String last = image.substring(image.lastIndexOf('/') + 1);
    int colon = last.indexOf(':');
    return colon < 0 || last.substring(colon + 1).equals("latest");
  }
}
