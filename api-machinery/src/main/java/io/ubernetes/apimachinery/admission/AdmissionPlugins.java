package io.ubernetes.apimachinery.admission;

import io.ubernetes.apimachinery.auth.Authorizer;
import io.ubernetes.apimachinery.auth.Identity;
import io.ubernetes.apimachinery.registry.Admission;
import io.ubernetes.apimachinery.webhook.WebhookCaller;
import io.ubernetes.model.GroupResource;
import java.util.List;
import java.util.Set;

/// All that has a say in writes beside the kinds' own rules, in Kubernetes' order: limits of
/// claims, pod security, default classes, mutating webhooks; then, on what would be stored,
/// policies, validating webhooks, and last the quotas, which count what is let through.
/// Thread-safe. While nothing of this is configured a write costs a look at a few caches.
public final class AdmissionPlugins implements Admission {

  static final String GROUP = "admissionregistration.k8s.io";

  /// As whom the server writes.
  static final String SERVER = "system:apiserver";

  /// What decides over writes must not be able to keep itself from being put right.
  private static final Set<String> EXEMPT =
      Set.of(
          "mutatingwebhookconfigurations",
          "validatingwebhookconfigurations",
          "validatingadmissionpolicies",
          "validatingadmissionpolicybindings",
          "mutatingadmissionpolicies",
          "mutatingadmissionpolicybindings");

  private static final String AUTHORIZATION = "authorization.k8s.io";
  private static final String AUTHENTICATION = "authentication.k8s.io";

  /// A policy that stood between a server and what it must know of rights could lock everybody out.
  private static final Set<GroupResource> OUTSIDE_OF_POLICIES =
      Set.of(
          new GroupResource(AUTHENTICATION, "selfsubjectreviews"),
          new GroupResource(AUTHENTICATION, "tokenreviews"),
          new GroupResource(AUTHORIZATION, "localsubjectaccessreviews"),
          new GroupResource(AUTHORIZATION, "selfsubjectaccessreviews"),
          new GroupResource(AUTHORIZATION, "selfsubjectrulesreviews"),
          new GroupResource(AUTHORIZATION, "subjectaccessreviews"));

  private final Admission chain;

  /// @param authorizer answers expressions that ask for rights
  /// @param caller for the webhooks; not closed by this
  public AdmissionPlugins(ServedObjects served, Authorizer authorizer, WebhookCaller caller) {
    Namespaces namespaces = new Namespaces(served);
    Expressions expressions = new Expressions(authorizer);
    WebhookDispatch dispatch = new WebhookDispatch(caller, namespaces, expressions);
    chain =
        Admission.chain(
            List.of(
                new ClaimLimits(served),
                new PodSecurity(namespaces),
                new OneDefaultPriority(served),
                new DefaultClasses(served),
                new MutatingWebhooks(served, dispatch),
                new Policies(served, namespaces, expressions),
                new ValidatingWebhooks(served, dispatch),
                new Quotas(served)));
  }

  /// Whether neither webhooks nor policies see a write: of their own configuration, and of the
  /// server itself, which must be able to start while a webhook is away.
  static boolean isExempt(Attributes attributes) {
    Identity writer = attributes.options().identity();
    boolean own = writer.user().equals(SERVER) && writer.groups().contains(Identity.MASTERS);
    return own
        || (attributes.resource().group().equals(GROUP)
            && EXEMPT.contains(attributes.resource().resource()));
  }

  /// Whether policies do not see a write, as in Kubernetes; webhooks may.
  static boolean isOutsideOfPolicies(Attributes attributes) {
    return isExempt(attributes) || OUTSIDE_OF_POLICIES.contains(attributes.resource());
  }

  @Override
  public void mutate(Attributes attributes) {
    chain.mutate(attributes);
  }

  @Override
  public void validate(Attributes attributes) {
    chain.validate(attributes);
  }
}
