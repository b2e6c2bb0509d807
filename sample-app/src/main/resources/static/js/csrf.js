/** The header that shows the server that a request comes from one of its own pages. */
export function csrfHeader() {
  const { content: header } = document.querySelector('meta[name="_csrf_header"]');
  const { content: token } = document.querySelector('meta[name="_csrf"]');
  return { [header]: token };
}
