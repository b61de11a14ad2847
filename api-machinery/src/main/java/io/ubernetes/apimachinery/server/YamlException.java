package io.ubernetes.apimachinery.server;

/// A body that is no YAML, or YAML that JSON cannot say. The message is in the words of the parser
/// that Kubernetes uses, such as `yaml: line 2: did not find expected key`.
final class YamlException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  YamlException(String message) {
    super(message);
  }

  String words() {
    return String.valueOf(getMessage());
  }
}
