package io.ubernetes.scheduler.engine;

/// How important an object's pods are, as Kubernetes' PriorityClass says: where room is short, more
/// important ones are placed first.
///
/// @param value higher is more important
/// @param preempts whether its class lets it take room from less important ones at all
public record Priority(int value, boolean preempts) {

  /// Of objects that name no class where there is no default one.
  public static final Priority NONE = new Priority(0, true);
}
