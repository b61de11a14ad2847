package io.ubernetes.cli.kubeconfig;

/// A kubeconfig that is not there, is none, or lacks what is asked for. The message is one line for
/// people and shows no credential.
public final class KubeconfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KubeconfigException(String message) {
    super(message);
  }

  KubeconfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
