/**
 * Gives a card its behaviour: pressing Save calls `save` with the text and says what came of it.
 *
 * @param {string} id the id of the card
 * @param {(text: string) => Promise<{id: number, writtenAt: string, text: string}>} save saves the text; rejects with
 * the problem that the server reports
 */
export function card(id, save) {
  const form = document.querySelector(`#${id} form`);
  const output = form.querySelector('output');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    output.textContent = 'Saving…';
    try {
      const note = await save(form.elements.text.value);
      output.textContent = `Saved note #${note.id} at ${note.writtenAt.slice(11)}: ${note.text}`;
    } catch (problem) {
      output.textContent = `Not saved: ${problem?.detail ?? 'the server did not answer as expected.'}`;
    }
  });
}
