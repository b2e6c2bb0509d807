// Says that a file is too large before it is uploaded. The server has the last word.
const file = document.querySelector('input[type="file"]');

file.addEventListener('change', () => {
  const tooLarge = file.files[0]?.size > Number(file.dataset.maxSize);
  file.setCustomValidity(tooLarge ? 'That file is too large: an attachment has room for 512 KB.' : '');
  file.reportValidity();
});
