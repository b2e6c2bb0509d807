import { csrfHeader } from '../csrf.js';
import { card } from './card.js';

const { $ } = window;

card('jquery', (text) => $.post({ url: 'api/notes', data: { text }, dataType: 'json', headers: csrfHeader() })
  .catch((xhr) => Promise.reject(xhr.responseJSON)));
