package io.ubernetes.apimachinery.resource;

/// How often the rules of metadata are applied to a write. Kubernetes applies them to all kinds,
/// and most kinds apply them again, so that clients read some causes several times; and only some
/// of the kinds ask that a finalizer tells whose it is.
public enum MetadataRules {
  /// The kind does not look at its metadata: Events, disruption budgets.
  NONE,
  /// A change is looked at again: most kinds.
  CHANGE,
  /// A change is looked at again, as one and as if the object were new.
  WHOLE,
  /// A change is looked at again as if the object were new.
  NEW,
  /// As [#CHANGE], with finalizers of any name: Leases.
  PLAIN_CHANGE,
  /// As [#NEW], with finalizers of any name: webhooks, policies.
  PLAIN_NEW;

  /// Whether a finalizer that is not one of Kubernetes' own needs a prefix.
  public boolean finalizersNeedPrefix() {
    return switch (this) {
      case CHANGE, WHOLE, NEW -> true;
      case NONE, PLAIN_CHANGE, PLAIN_NEW -> false;
    };
  }

  /// How a write to a subresource is looked at: never as if the object were new.
  public MetadataRules ofPart() {
    return this == WHOLE ? CHANGE : this;
  }
}
